namespace GroupResults.Application.Questions;

/// <summary>Opens sessions for questions.</summary>
public sealed class QuestionSessions(IStorageSnapshots storage, QuestionSettings settings)
{
    public QuestionSession Open() => new(storage, settings);
}
