namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Names by id. Reads need no lock while a writer adds: an entry is empty or has its final name.</summary>
internal class NameSet<T>
    where T : class
{
    private const int PageSize = 64;
    private const int PageBytes = (PageSize + 3) * 8;

    private volatile T?[]?[] _pages = []; // Read for each result of a push, so a look-up is only two indexings.

    /// <summary>The approximate size of the names and pages.</summary>
    internal long Bytes { get; private set; }

    /// <exception cref="InvalidDataException">The set has no name with this id.</exception>
    public T this[int id] => Find(id) ?? throw new InvalidDataException($"Nothing has the id {id}.");

    internal T? Find(int id)
    {
        var pages = _pages;
        var index = (uint)id / PageSize;
        return index < (uint)pages.Length ? pages[index]?[(uint)id % PageSize] : null;
    }

    /// <summary>Not thread-safe.</summary>
    /// <param name="bytes">The size of the name.</param>
    internal void Add(int id, T name, long bytes)
    {
        var index = (int)((uint)id / PageSize);
        if (index >= _pages.Length)
        {
            var pages = new T?[]?[Math.Max(index + 1, _pages.Length * 2)];
            _pages.CopyTo(pages, 0);
            Bytes += (pages.Length - _pages.Length) * (long)IntPtr.Size;
            _pages = pages;
        }

        if (_pages[index] is not { } page)
        {
            _pages[index] = page = new T?[PageSize];
            Bytes += PageBytes;
        }

        if (page[(uint)id % PageSize] is not null) return;
        page[(uint)id % PageSize] = name;
        Bytes += bytes;
    }
}
