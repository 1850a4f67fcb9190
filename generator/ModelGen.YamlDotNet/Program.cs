using Mono.Cecil;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: rename-assembly ASSEMBLY.dll NEW-NAME.dll");
    return 2;
}

string target = args[1];
string name = Path.GetFileNameWithoutExtension(target);
using var assembly = AssemblyDefinition.ReadAssembly(args[0]);
assembly.Name.Name = name;
// The signature belongs to the original, and covers a file that this one no longer is.
assembly.Name.PublicKey = [];
assembly.Name.HasPublicKey = false;
assembly.MainModule.Attributes &= ~ModuleAttributes.StrongNameSigned;
assembly.MainModule.Name = name + ".dll";

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
// Written aside and renamed: builds of several projects may run this at once.
string aside = $"{target}.{Environment.ProcessId}";
assembly.Write(aside, new WriterParameters { Timestamp = 0, DeterministicMvid = true });
File.Move(aside, target, overwrite: true);
return 0;
