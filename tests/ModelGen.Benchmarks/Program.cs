using System.CommandLine;
using ModelGen.Benchmarks.Inference;

// Measures ModelGen beside PyTorch: bench infer, …
return new RootCommand("Measures ModelGen beside PyTorch on the same libtorch.") { InferCommand.Create() }.Parse(args).Invoke();
