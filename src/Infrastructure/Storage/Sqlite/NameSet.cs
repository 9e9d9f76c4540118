namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Names by their ids. Read without a lock while others add: an id's place is empty or has its name, and never changes.
/// </summary>
internal class NameSet<T>
    where T : class
{
    private const int PageSize = 64;
    private const int PageBytes = (PageSize + 3) * 8;

    private volatile T?[]?[] _pages = []; // By id: looked up for each of a push's results, so by nothing but two indexes.

    /// <summary>What the names and their places take, roughly.</summary>
    internal long Bytes { get; private set; }

    /// <exception cref="InvalidDataException">The set was made without this id.</exception>
    public T this[int id] => Find(id) ?? throw new InvalidDataException($"Nothing has the id {id}.");

    internal T? Find(int id)
    {
        var pages = _pages;
        var index = (uint)id / PageSize;
        return index < (uint)pages.Length ? pages[index]?[(uint)id % PageSize] : null;
    }

    /// <summary>Not for several at once.</summary>
    /// <param name="bytes">What one name takes.</param>
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
