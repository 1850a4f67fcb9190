using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>A value as written, its expressions parsed but not evaluated.</summary>
internal abstract record ValueSyntax(YamlNode Node)
{
    public Place Place => Place.Value(Node);

    /// <summary>A number, true or false, or a text.</summary>
    /// <param name="IsQuoted">A quoted word is a text and never a layer.</param>
    internal sealed record Literal(YamlScalar Scalar, Value Value) : ValueSyntax(Scalar)
    {
        public bool IsQuoted => !Scalar.IsPlain;
    }

    internal sealed record Formula(YamlScalar Scalar, Template Template) : ValueSyntax(Scalar);

    internal sealed record List(YamlSequence Sequence, EquatableArray<ValueSyntax> Items) : ValueSyntax(Sequence);

    /// <summary><c>{columns: […], rows: [[…], …]}</c>.</summary>
    internal sealed record Table(YamlMapping Mapping, EquatableArray<string> Columns, EquatableArray<List> Rows) : ValueSyntax(Mapping);

    /// <summary>A layer or an initializer with arguments: <c>{bottleneck, groups: 32}</c>.</summary>
    internal sealed record Call(YamlMapping Mapping, CallSyntax Syntax) : ValueSyntax(Mapping);

    /// <summary>The value's text in one line, as generated code's names and messages use it.</summary>
    public string Source => this switch
    {
        Literal literal => literal.Scalar.Text,
        Formula formula => formula.Scalar.Text,
        List list => "[" + string.Join(", ", list.Items.Select(i => i.Source)) + "]",
        Call call => "{" + call.Syntax.Head.Word + ", …}",
        _ => "{…}",
    };
}

/// <summary>A key of a mapping and its value.</summary>
internal sealed record ArgumentSyntax(YamlScalar Key, ValueSyntax Value)
{
    public string Name => Key.Text;
}

/// <summary>A head with its main value and its arguments.</summary>
internal sealed record CallSyntax(HeadSyntax Head, ValueSyntax? Main, EquatableArray<ArgumentSyntax> Arguments);
