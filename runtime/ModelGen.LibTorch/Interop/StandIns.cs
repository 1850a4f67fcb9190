using System.Runtime.InteropServices;

namespace ModelGen.LibTorch;

/// <summary>
/// Empty libraries that the loader takes for those that libtorch names and makes no use of, when they are loaded first: native/stand_ins.sh. They are
/// made by the build and lie beside the program, whose runtime configuration says whether it wants them.
/// </summary>
/// <remarks>Whatever else in the process asks for one of those libraries by its name is given the empty one.</remarks>
internal static class StandIns
{
    private const string Switch = "ModelGen.LibTorch.StandIns";
    private const string Folder = "libtorch-stand-ins";

    /// <summary>Loads them, and <paramref name="library"/> after them. Where that fails, libtorch may be another one than at the build: they are gone then.</summary>
    public static void LoadBefore(string library)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, Folder);
        if (!AppContext.TryGetSwitch(Switch, out bool isWanted) || !isWanted || !Directory.Exists(folder))
            return;
        var handles = new List<nint>();
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            if (NativeLibrary.TryLoad(file, out nint handle))
                handles.Add(handle);
        }
        if (!NativeLibrary.TryLoad(library, typeof(StandIns).Assembly, null, out _))
            handles.ForEach(NativeLibrary.Free);
    }
}
