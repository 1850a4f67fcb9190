using System.Globalization;
using System.Text;

namespace TorchSharp;

/// <summary>Writes a tensor for people, long dimensions cut in the middle.</summary>
internal sealed class TensorPrinter(PrintOptions options, CultureInfo culture)
{
    private const string Cut = "...";

    public static string Metadata(torch.Tensor tensor)
    {
        string shape = string.Join('x', tensor.shape);
        string names = tensor.has_names() ? $", names = [{string.Join(", ", tensor.names.Select(name => name ?? "*"))}]" : "";
        return $"[{shape}], type = {tensor.dtype}, device = {tensor.device}{names}";
    }

    public string Print(torch.Tensor tensor, TensorStringStyle style)
    {
        string metadata = Metadata(tensor);
        if (style == TensorStringStyle.Metadata || tensor.is_sparse || tensor.is_meta)
            return metadata;
        using var scope = torch.NewDisposeScope();
        using var unrecorded = torch.no_grad();
        var values = tensor.detach();
        if (values.Dimensions == 0)
            return $"{metadata}, value = {Number(values)}";
        return style == TensorStringStyle.Julia
            ? metadata + options.NewLine + string.Join(options.NewLine, Blocks(values, []))
            : metadata + ", value = " + (values.Dimensions > 1 ? options.NewLine : "") + Nested(values, style);
    }

    /// <summary>Matrices, each under the indices of its leading dimensions.</summary>
    private IEnumerable<string> Blocks(torch.Tensor values, long[] place)
    {
        if (values.Dimensions <= 2)
        {
            string title = place.Length > 0 ? $"[{string.Join(',', place)},..,..] ={options.NewLine}" : "";
            yield return title + Matrix(values.Dimensions == 1 ? values.unsqueeze(0) : values);
            yield break;
        }
        for (long k = 0; k < values.shape[0]; k++)
        {
            foreach (string block in Blocks(values.select(0, k), [.. place, k]))
                yield return block;
        }
    }

    private string Matrix(torch.Tensor values)
    {
        var rows = Kept(values.shape[0], options.MaxRows);
        var columns = Kept(values.shape[1], options.MaxColumns);
        string[][] cells = [.. rows.Select(row => columns.Select(column => Cell(values, row, column)).ToArray())];
        int[] widths = [.. columns.Select((_, column) => cells.Select(row => row[column].Length).DefaultIfEmpty().Max())];
        var lines = cells.Select(row => " " + string.Join(' ', row.Select((cell, column) => cell.PadLeft(widths[column]))));
        return string.Join(options.NewLine, lines);
    }

    private string Cell(torch.Tensor values, long? row, long? column) =>
        row is { } r && column is { } c ? Number(values[r, c]) : Cut;

    private string Nested(torch.Tensor values, TensorStringStyle style)
    {
        if (values.Dimensions == 0)
            return Number(values);
        var (open, close, comma) = style == TensorStringStyle.CSharp ? ("{", "}", ", ") : ("[", "]", values.Dimensions == 1 ? ", " : " ");
        int most = values.Dimensions == 1 ? options.MaxColumns : options.MaxRows;
        var inner = Kept(values.shape[0], most).Select(k => k is { } index ? Nested(values.select(0, index), style) : Cut);
        string separator = values.Dimensions == 1 ? comma : comma.TrimEnd() + options.NewLine + " ";
        return open + string.Join(separator, inner) + close;
    }

    /// <summary>The indices to write; null stands for what is cut.</summary>
    private static List<long?> Kept(long size, int most)
    {
        if (size <= most)
            return [.. Enumerable.Range(0, (int)size).Select(k => (long?)k)];
        List<long?> kept = [];
        int tail = most / 2;
        for (int k = 0; k < most - tail; k++)
            kept.Add(k);
        kept.Add(null);
        for (long k = size - tail; k < size; k++)
            kept.Add(k);
        return kept;
    }

    private string Number(torch.Tensor value)
    {
        var scalar = value.ToScalar();
        return scalar.Type switch
        {
            torch.ScalarType.Bool => scalar.ToBoolean() ? "True" : "False",
            torch.ScalarType.Int64 => scalar.ToInt64().ToString(culture),
            torch.ScalarType.Float64 => scalar.ToDouble().ToString(options.FloatFormat, culture),
            _ => Complex(scalar),
        };
    }

    private string Complex(Scalar scalar)
    {
        var number = scalar.ToComplexFloat64();
        var text = new StringBuilder(number.Real.ToString(options.FloatFormat, culture));
        text.Append(double.IsNegative(number.Imaginary) ? '-' : '+');
        return text.Append(Math.Abs(number.Imaginary).ToString(options.FloatFormat, culture)).Append('i').ToString();
    }
}
