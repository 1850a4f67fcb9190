namespace TorchSharp.Utils;

/// <summary>Gives a module's field another name in the state dict.</summary>
[AttributeUsage(AttributeTargets.All)]
public class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
