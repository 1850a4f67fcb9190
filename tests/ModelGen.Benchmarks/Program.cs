using System.CommandLine;
using ModelGen.Benchmarks.Inference;
using ModelGen.Benchmarks.Training;

// Measures ModelGen beside PyTorch: bench train, bench infer.
return new RootCommand("Measures ModelGen beside PyTorch on the same libtorch.") { TrainCommand.Create(), InferCommand.Create() }.Parse(args).Invoke();
