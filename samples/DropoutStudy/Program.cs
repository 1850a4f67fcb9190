using ModelGen.CommandLine;

return ModelGenCommandLine.Run([.. DropoutStudy.ModelRegistry.All, .. ModelGen.Models.ModelRegistry.All], args);
