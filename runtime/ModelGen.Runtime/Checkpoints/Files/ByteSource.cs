using System.IO.MemoryMappedFiles;

namespace ModelGen.Checkpoints.Files;

/// <summary>The bytes of a weights file, read at any place. Every reader gets its bytes here, so none reads beyond the end.</summary>
internal abstract class ByteSource(string place) : IDisposable
{
    /// <summary>The file's path, for messages.</summary>
    public string Place { get; } = place;

    public abstract long Length { get; }

    /// <summary>Fills <paramref name="into"/> with the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="UserError">The file ends before.</exception>
    public void Read(long offset, Span<byte> into)
    {
        if (offset < 0 || offset > Length - into.Length)
            throw Refuse($"it ends after {Length} bytes, where {into.Length} bytes from {offset} on were expected: truncated or damaged");
        ReadInside(offset, into);
    }

    public byte[] Read(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
            throw Refuse($"it ends after {Length} bytes, where {count} bytes from {offset} on were expected: truncated or damaged");
        byte[] bytes = new byte[count];
        ReadInside(offset, bytes);
        return bytes;
    }

    /// <summary>The error for a file that is not what it should be.</summary>
    public UserError Refuse(string what, Exception? inner = null) => inner is null
        ? new UserError($"{Place}: {PrintableText.Of(what)}")
        : new UserError($"{Place}: {PrintableText.Of(what)}", inner);

    public virtual void Dispose()
    {
    }

    protected abstract void ReadInside(long offset, Span<byte> into);
}

/// <summary>A file mapped into memory: only the pages that are read are loaded, and nothing is copied twice.</summary>
internal sealed class MappedFile : ByteSource
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    private MappedFile(string path, MemoryMappedFile file, long length) : base(path)
    {
        this.file = file;
        view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        Length = length;
    }

    public override long Length { get; }

    /// <exception cref="UserError">The file is missing, empty or cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new UserError($"{path}: a folder: expected a weights file");
            long length = new FileInfo(path).Length;
            if (length == 0)
                throw new UserError($"{path}: empty: expected a weights file");
            return new MappedFile(path, MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read), length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{path}: not found: expected a checkpoint or a weights file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }
    }

    public override void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    protected override void ReadInside(long offset, Span<byte> into) =>
        view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(view.PointerOffset + offset), into);
}

/// <summary>Bytes in memory, as if they were a file.</summary>
internal sealed class MemoryBytes(string place, ReadOnlyMemory<byte> bytes) : ByteSource(place)
{
    public override long Length => bytes.Length;

    protected override void ReadInside(long offset, Span<byte> into) => bytes.Span.Slice((int)offset, into.Length).CopyTo(into);
}

/// <summary>A stretch of another source, which stays its owner's.</summary>
internal sealed class ByteSlice(ByteSource whole, long start, long length) : ByteSource(whole.Place)
{
    public override long Length => length;

    protected override void ReadInside(long offset, Span<byte> into) => whole.Read(start + offset, into);
}
