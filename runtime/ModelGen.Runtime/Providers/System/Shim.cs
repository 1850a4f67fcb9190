using System.Runtime.InteropServices;

namespace ModelGen.Providers;

/// <summary>The few functions of the binding's native half that have no place in TorchSharp's surface.</summary>
internal static class Shim
{
    private const string Library = "ModelGenTorch";

    public static string Version => Marshal.PtrToStringUTF8(modelgen_version())!;

    [DllImport(Library)]
    public static extern long modelgen_tensor_live();

    [DllImport(Library)]
    public static extern int modelgen_set_autocast(int on, int dtype);

    [DllImport(Library)]
    private static extern nint modelgen_version();
}
