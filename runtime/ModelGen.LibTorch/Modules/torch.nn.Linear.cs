using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>x·Wᵀ + b with weights drawn as PyTorch does.</summary>
        /// <param name="inputSize">Features of the input.</param>
        /// <param name="outputSize">Features of the output.</param>
        /// <param name="hasBias">Whether b is there.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type of element.</param>
        public static Linear Linear(
            long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>x·Wᵀ + b with the weights given.</summary>
        /// <param name="weight">[outputs, inputs].</param>
        /// <param name="bias">[outputs].</param>
        public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
    }
}
