using System.Text;

namespace ModelGen.Compiler.Emit;

/// <summary>
/// Writes indented source text with <c>\n</c> alone at the end of a line, on every platform, so that equal models give equal text.
/// A block closes itself: <c>using (writer.Block("public void M()"))</c>.
/// </summary>
public sealed class IndentedWriter(string unit = "    ")
{
    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>Writes a line, or several when the text holds line feeds: each is indented; empty ones stay empty.</summary>
    public void Line(string line = "")
    {
        foreach (string part in line.Split('\n'))
        {
            if (part.Length > 0)
            {
                for (int i = 0; i < depth; i++)
                    text.Append(unit);
                text.Append(part);
            }

            text.Append('\n');
        }
    }

    public void Lines(IEnumerable<string> lines)
    {
        foreach (string line in lines)
            Line(line);
    }

    /// <summary>Writes a header and an opening brace, and the closing brace when disposed.</summary>
    public Scope Block(string header)
    {
        Line(header);
        Line("{");
        depth++;
        return new Scope(this, "}");
    }

    /// <summary>Indents what follows, until disposed.</summary>
    public Scope Indent()
    {
        depth++;
        return new Scope(this, null);
    }

    public override string ToString() => text.ToString();

    private void Close(string? closing)
    {
        depth--;
        if (closing is not null)
            Line(closing);
    }

    public readonly struct Scope(IndentedWriter writer, string? closing) : IDisposable
    {
        public void Dispose() => writer.Close(closing);
    }
}
