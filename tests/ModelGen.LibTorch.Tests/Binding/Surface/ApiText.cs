using System.Globalization;
using Mono.Cecil;

namespace ModelGen.LibTorch.Tests.Binding.Surface;

/// <summary>
/// An assembly's public surface as text, one line a type, field, accessor or method: names, types, defaults, tuple names.
/// </summary>
internal static class ApiText
{
    public static IEnumerable<TypeDefinition> Types(AssemblyDefinition assembly) =>
        assembly.MainModule.Types.SelectMany(WithNested).OrderBy(type => type.FullName, StringComparer.Ordinal);

    public static string Name(TypeDefinition type) => type.FullName.Replace('/', '.');

    /// <summary>A type's kind: what can be done with it beyond its members.</summary>
    public static string Kind(TypeDefinition type) =>
        type.IsEnum ? $"enum : {TypeText.Of(type.Fields.Single(field => !field.IsStatic).FieldType)}"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : type.IsAbstract && type.IsSealed ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    /// <summary>The base class and the interfaces that say something: not object, nor what every enum or delegate is.</summary>
    public static IEnumerable<string> Parents(TypeDefinition type)
    {
        var interfaces = type.Interfaces.Where(one => one.InterfaceType is not TypeDefinition own || IsVisible(own))
            .Select(one => TypeText.Of(one.InterfaceType));
        bool plain = type.IsEnum || type.IsValueType || type.BaseType is null or { FullName: "System.Object" };
        return (plain ? interfaces : interfaces.Prepend(TypeText.Of(type.BaseType!))).Order(StringComparer.Ordinal);
    }

    public static IEnumerable<string> Members(TypeDefinition type)
    {
        var fields = type.Fields.Where(field => IsVisible(field) && !field.IsRuntimeSpecialName).Select(Field);
        var methods = type.Methods.Where(IsVisible).Select(Method);
        return fields.Concat(methods).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        IsVisible(type) ? [type, .. type.NestedTypes.SelectMany(WithNested)] : [];

    private static bool IsVisible(TypeDefinition type) => type.IsPublic || type.IsNestedPublic || type.IsNestedFamily;

    private static bool IsVisible(FieldDefinition field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsVisible(MethodDefinition method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Field(FieldDefinition field)
    {
        string way = field.IsLiteral ? "const " : field.IsStatic ? "static " : "";
        string modifiers = Access(field.IsPublic) + way + (field.IsInitOnly ? "readonly " : "");
        string value = field.HasConstant ? $" = {Constant(field.Constant)}" : "";
        return modifiers + TypeText.Of(field.FieldType, field) + " " + field.Name + value;
    }

    private static string Method(MethodDefinition method)
    {
        string modifiers = Access(method.IsPublic) + (method.IsStatic ? "static " : "") + (method.IsAbstract ? "abstract " : "");
        string generics = method.HasGenericParameters ? $"<{string.Join(", ", method.GenericParameters.Select(Generic))}>" : "";
        string self = method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "ExtensionAttribute") ? "this " : "";
        string result = TypeText.Of(method.ReturnType, method.MethodReturnType);
        return $"{modifiers}{result} {method.Name}{generics}({self}{string.Join(", ", method.Parameters.Select(Parameter))})";
    }

    private static string Generic(GenericParameter parameter) =>
        parameter.HasNotNullableValueTypeConstraint ? $"{parameter.Name} : struct"
        : parameter.HasReferenceTypeConstraint ? $"{parameter.Name} : class"
        : parameter.Name;

    private static string Parameter(ParameterDefinition parameter)
    {
        bool isParams = parameter.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "ParamArrayAttribute");
        string reference = parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        string way = parameter.ParameterType.IsByReference ? reference : isParams ? "params " : "";
        string value = parameter.IsOptional ? $" = {(parameter.HasConstant ? Constant(parameter.Constant) : "default")}" : "";
        return way + TypeText.Of(parameter.ParameterType, parameter) + " " + parameter.Name + value;
    }

    private static string Access(bool isPublic) => isPublic ? "" : "protected ";

    private static string Constant(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
