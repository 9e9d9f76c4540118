namespace GroupResults.Api.Settings;

/// <summary>A setting that cannot be used. The message is one line: the setting, its value, what is allowed.</summary>
internal sealed class SettingException(string message) : Exception(message);
