using System.Collections;

namespace GraphQLServer.Limits;

/// <summary>Estimates the memory of a request's values once they are read.</summary>
internal static class InputSize
{
    /// <summary>A value with its place in a list or an object, without its characters.</summary>
    private const long ValueBytes = 100;

    internal static long Of(object? value)
    {
        switch (value)
        {
            case null:
                return 0;
            case string text:
                return OfText(text);
            case IEnumerable<KeyValuePair<string, object?>> fields:
                var bytes = ValueBytes;
                foreach (var (name, each) in fields) bytes += OfText(name) + Of(each);
                return bytes;
            case IList items:
                bytes = ValueBytes;
                foreach (var item in items) bytes += ValueBytes + Of(item);
                return bytes;
            default:
                return ValueBytes;
        }
    }

    private static long OfText(string text) => ValueBytes + (2L * text.Length);
}
