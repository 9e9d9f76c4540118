using GraphQLServer.Requests;
using GroupResults.Api.Settings;

namespace GroupResults.Api.GraphQL;

/// <summary>Loads the documents that the operator trusts.</summary>
internal static class TrustedDocumentsFile
{
    /// <exception cref="SettingException">The file is missing, unreadable or invalid.</exception>
    internal static TrustedDocuments Load(GraphQLSettings settings)
    {
        if (settings.TrustedDocumentsFile is not { } path) return TrustedDocuments.None;
        try
        {
            return TrustedDocuments.Read(File.ReadAllBytes(path), settings.OnlyTrustedDocuments);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SettingsReader.Refused(GraphQLSettings.FileSetting, path, "the path of a file that can be read");
        }
        catch (FormatException)
        {
            throw SettingsReader.Refused(
                GraphQLSettings.FileSetting, path, "a JSON file that maps ids to documents, or an Apollo manifest whose operations each have an id and a body");
        }
    }
}
