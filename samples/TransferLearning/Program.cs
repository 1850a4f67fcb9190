using ModelGen.CommandLine;

return ModelGenCommandLine.Run(TransferLearning.ModelRegistry.All, args);
