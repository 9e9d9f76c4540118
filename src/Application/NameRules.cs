namespace GroupResults.Application;

/// <summary>What names may be, in words for messages and descriptions; <see cref="Domain.Pushes.PushRules"/> decides.</summary>
public static class NameRules
{
    public const string Repository = "1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'";

    public const string Revision = "1 to 64 of 0-9 a-f, in lower case";

    public const string TaskId = "1 to 64 of A-Z a-z 0-9 _ -";
}
