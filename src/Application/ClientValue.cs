namespace GroupResults.Application;

/// <summary>A client's value in a message to that client: quoted, and short however long it was.</summary>
public static class ClientValue
{
    private const int MaxLength = 80;

    public static string Quote(string? value) => value switch
    {
        null => "missing",
        { Length: 0 } => "empty",
        { Length: <= MaxLength } => $"'{value}'",
        _ => $"'{Start(value)}…' ({value.Length} characters)",
    };

    private static string Start(string value) => value[..(char.IsHighSurrogate(value[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}
