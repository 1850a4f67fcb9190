using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Values;

/// <summary>Rows of values under named columns. It lives in the front end alone: no graph holds one.</summary>
internal sealed record TableValue(EquatableArray<string> Columns, EquatableArray<EquatableArray<Value>> Rows) : Value
{
    public override string ToString() =>
        "{columns: [" + string.Join(", ", Columns) + "], rows: [" + string.Join(", ", Rows.Select(r => "[" + string.Join(", ", r) + "]"))
            + "]}";
}
