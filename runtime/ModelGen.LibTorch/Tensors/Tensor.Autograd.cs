using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether gradients are wanted for this tensor.</summary>
        public bool requires_grad
        {
            get
            {
                bool required = Native.modelgen_tensor_requires_grad(Handle) != 0;
                GC.KeepAlive(this);
                return required;
            }
            set
            {
                Native.Check(Native.modelgen_tensor_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        /// <summary>
        /// The gradient that backward left here: a new wrapper at each reading, null while there is none. Set it to null to clear it.
        /// </summary>
        public Tensor? grad
        {
            get
            {
                Native.Check(Native.modelgen_tensor_grad(Handle, out nint gradient));
                GC.KeepAlive(this);
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set
            {
                Native.Check(Native.modelgen_tensor_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true) => with_requires_grad(requires_grad);

        public Tensor with_requires_grad(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Lets backward keep the gradient of a tensor that is no leaf.</summary>
        public void retain_grad()
        {
            Native.Check(Native.modelgen_tensor_retain_grad(Handle));
            GC.KeepAlive(this);
        }

        /// <summary>Adds the gradients of this one-element tensor to the leaves it was computed from.</summary>
        public void backward() => autograd.Backward([this], [], null, false, []);

        /// <param name="grad_tensors">The gradient of what is differentiated with respect to this tensor; one for a one-element
        /// tensor.</param>
        /// <param name="retain_graph">Keeps the graph, so that backward can be called again.</param>
        /// <param name="create_graph">Builds a graph of the gradients, for higher derivatives.</param>
        /// <param name="inputs">The tensors to give gradients to; all leaves when null.</param>
        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
