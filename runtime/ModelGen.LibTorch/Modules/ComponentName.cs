using System.Reflection;
using TorchSharp.Utils;

namespace TorchSharp;

/// <summary>The name under which a field's value joins the state dict.</summary>
public static class FieldInfoExtensionMethods
{
    /// <summary>The name that <see cref="ComponentNameAttribute"/> gives, else the field's.</summary>
    public static string ComponentName(this FieldInfo field) => field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
}
