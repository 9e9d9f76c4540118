using System.ComponentModel.DataAnnotations;

namespace GroupResults.Api.Settings;

/// <summary>Which documents GraphQL answers, and what it tells of itself.</summary>
internal sealed record GraphQLSettings : IValidatableObject
{
    internal const string Section = QueryLimits.Section;
    internal const string FileSetting = Section + ":" + FileKey;

    private const string FileKey = "TrustedDocuments";

    /// <summary>A manifest of documents that may be named by their ids. Default: none.</summary>
    [ConfigurationKeyName(FileKey)]
    public string? TrustedDocumentsFile { get; init; }

    /// <summary>Whether no documents but those of <see cref="TrustedDocumentsFile"/> are answered. Default: false.</summary>
    public bool OnlyTrustedDocuments { get; init; }

    /// <summary>
    /// Whether the schema can be asked for, in any way: by introspection, by <c>?sdl</c>, by suggestions in errors. Default: true in
    /// Development, else false.
    /// </summary>
    public bool Introspection { get; init; }

    /// <summary>Whether the explorer is served. Default: true in Development, else false.</summary>
    public bool Explorer { get; init; }

    internal QueryLimits Limits { get; init; } = QueryLimits.Default;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OnlyTrustedDocuments && TrustedDocumentsFile is null)
            yield return new ValidationResult(
                $"The setting {Section}:{nameof(OnlyTrustedDocuments)} is 'true'; then {FileSetting} must name the file of the trusted documents.");
    }
}
