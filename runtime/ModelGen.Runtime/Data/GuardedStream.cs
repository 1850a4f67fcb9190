namespace ModelGen.Data;

/// <summary>
/// Bytes whose end is an error, soon. On a truncated picture stb asks for byte after byte beyond the end, some of its loops for ever;
/// a few such reads are its way of looking for a marker and are answered with nothing.
/// </summary>
internal sealed class GuardedStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    private const int Patience = 64;
    private int readsAtEnd;

    public override int ReadByte() => Guarded(base.ReadByte(), nothing: -1);

    public override int Read(byte[] buffer, int offset, int count) => Guarded(base.Read(buffer, offset, count), nothing: 0);

    public override int Read(Span<byte> buffer) => Guarded(base.Read(buffer), nothing: 0);

    private int Guarded(int result, int nothing)
    {
        if (result == nothing && ++readsAtEnd > Patience)
            throw new EndOfStreamException("it ends too early");
        return result;
    }
}
