using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Differentiation of arbitrary scalar functions, in reverse.</summary>
    public static partial class autograd
    {
        /// <summary>
        /// The gradients of the sum of <paramref name="outputs"/> with respect to <paramref name="inputs"/>, which keep their own.
        /// </summary>
        /// <param name="allow_unused">Gives null, rather than an error, for an input that no output depends on.</param>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            nint[] from = Handles(outputs), to = Handles(inputs), gradients = Handles(grad_outputs), results = new nint[inputs.Count];
            fixed (nint* pFrom = from, pTo = to, pGradients = gradients, pResults = results)
            {
                Native.Check(Native.modelgen_grad(
                    pFrom, from.Length, pTo, to.Length, pGradients, gradients.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0,
                    allow_unused ? 1 : 0, pResults));
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return [.. results.Select(result => result == 0 ? null! : new Tensor(result))];
        }

        /// <summary>Adds the gradients of the sum of <paramref name="tensors"/> to the leaves they were computed from.</summary>
        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            Backward(tensors, grad_tensors ?? [], retain_graph, create_graph, inputs ?? []);

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            Backward([tensor], grad_tensors ?? [], retain_graph, create_graph, inputs ?? []);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], [grad_tensor], retain_graph, create_graph, inputs ?? []);

        /// <summary>Lets backward name the forward operation that made a bad gradient, until the result is disposed. Slow.</summary>
        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        internal static unsafe void Backward(
            IList<Tensor> tensors, IList<Tensor> gradients, bool? retainGraph, bool createGraph, IList<Tensor> inputs)
        {
            nint[] from = Handles(tensors), with = Handles(gradients), to = Handles(inputs);
            int retain = retainGraph is null ? -1 : retainGraph.Value ? 1 : 0;
            fixed (nint* pFrom = from, pWith = with, pTo = to)
            {
                Native.Check(Native.modelgen_backward(
                    pFrom, from.Length, pWith, with.Length, retain, createGraph ? 1 : 0, pTo, to.Length));
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(gradients);
            GC.KeepAlive(inputs);
        }

        private static nint[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(tensor => tensor?.Handle ?? 0)];
    }
}
