using GroupResults.Application.Rollups;
using MediatR;

namespace GroupResults.Application.Questions;

/// <summary>Opens a session for the questions of one operation, which disposes of it.</summary>
public sealed record OpenQuestions : IRequest<QuestionSession>;

internal sealed class OpenQuestionsHandler(IStorageSnapshots storage, QuestionSettings settings, SummaryCache summaries)
    : IRequestHandler<OpenQuestions, QuestionSession>
{
    public Task<QuestionSession> Handle(OpenQuestions request, CancellationToken cancellationToken) =>
        Task.FromResult(new QuestionSession(storage, settings, summaries, cancellationToken));
}
