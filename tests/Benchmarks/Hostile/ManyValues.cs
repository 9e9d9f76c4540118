namespace GroupResults.Benchmarks.Hostile;

/// <summary>
/// Variables that take far more memory than their text: about as many small values as a request without a token may have, in less
/// text than one that is held may have.
/// </summary>
internal static class ManyValues
{
    private const int Objects = 4_900;
    private const int Strings = 9_900;

    /// <summary>No document declares them. An object of two values takes some 240 bytes when it is parsed.</summary>
    internal static string Undeclared { get; } = Variables("undeclared", """{"a":0}""", Objects);

    /// <summary>For <see cref="HostileDocuments.WithStatus"/>, which is valid with them.</summary>
    internal static string Declared { get; } = Variables("status", "\"OK\"", Strings);

    private static string Variables(string name, string value, int count) => $$"""{"{{name}}":[{{string.Join(',', Enumerable.Repeat(value, count))}}]}""";
}
