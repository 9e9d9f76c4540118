namespace GroupResults.Api.Settings;

/// <summary>Which documents GraphQL answers, and what it tells of itself.</summary>
/// <param name="TrustedDocumentsFile">A manifest of documents that may be named by their ids; null: there is none.</param>
/// <param name="OnlyTrustedDocuments">Whether no others are answered.</param>
/// <param name="Introspection">Whether the schema can be asked for, in any way: by introspection, by <c>?sdl</c>, by suggestions in errors.</param>
/// <param name="Explorer">Whether the explorer is served.</param>
internal sealed record GraphQLSettings(
    string? TrustedDocumentsFile, bool OnlyTrustedDocuments, bool Introspection, bool Explorer, QueryLimits Limits)
{
    internal const string FileSetting = "GroupResults:GraphQL:TrustedDocuments";

    private const string OnlySetting = "GroupResults:GraphQL:OnlyTrustedDocuments";

    /// <param name="isDevelopment">The schema and the explorer are then open unless set otherwise.</param>
    /// <exception cref="SettingException">They cannot be used.</exception>
    internal static GraphQLSettings Read(SettingsReader settings, bool isDevelopment)
    {
        var file = settings.Text(FileSetting);
        var only = settings.Switch(OnlySetting, fallback: false);
        return only && file is null
            ? throw new SettingException($"The setting {OnlySetting} is 'true'; then {FileSetting} must name the file of the trusted documents.")
            : new GraphQLSettings(
                file,
                only,
                settings.Switch("GroupResults:GraphQL:Introspection", isDevelopment),
                settings.Switch("GroupResults:GraphQL:Explorer", isDevelopment),
                QueryLimits.Read(settings));
    }
}
