global using TorchSharp;
global using Xunit;
global using static TorchSharp.torch;

// Live tensors are counted by the process, and the default generator is one.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
