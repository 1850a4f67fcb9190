using ModelGen.CommandLine;
using ModelGen.Models;

return ModelGenCommandLine.Run(ModelRegistry.All, args);
