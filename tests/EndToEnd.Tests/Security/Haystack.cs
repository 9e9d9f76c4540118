using System.Collections.Concurrent;
using System.Text;

namespace GroupResults.EndToEnd.Tests.Security;

/// <summary>All that a run has left behind, each part by a name, to be searched for what must not be in it.</summary>
internal sealed class Haystack
{
    private readonly ConcurrentQueue<(string Place, byte[] Bytes)> _parts = new();

    internal int Count => _parts.Count;

    internal void Add(string place, byte[] bytes) => _parts.Enqueue((place, bytes));

    internal void Add(string place, string text) => Add(place, Encoding.UTF8.GetBytes(text));

    internal void Add(string place, IEnumerable<string> lines) => Add(place, string.Join('\n', lines));

    /// <summary>All files of a directory, as they are now.</summary>
    internal void AddFiles(string place, string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            Add($"{place} {Path.GetFileName(path)}", bytes.ToArray());
        }
    }

    /// <summary>The names of the parts that hold the text, as UTF-8 has it.</summary>
    internal IReadOnlyList<string> PlacesOf(string text)
    {
        var needle = Encoding.UTF8.GetBytes(text);
        return [.. _parts.Where(part => part.Bytes.AsSpan().IndexOf(needle) >= 0).Select(part => part.Place)];
    }
}
