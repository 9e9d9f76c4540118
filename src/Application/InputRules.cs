using System.Linq.Expressions;
using FluentValidation;
using FluentValidation.Results;
using GroupResults.Domain;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application;

/// <summary>
/// Rules that several inputs share. Each returns the end of a message that starts with the field's name, or null for a valid value.
/// </summary>
internal static class InputRules
{
    internal static string? Repository(string value) =>
        PushRules.IsRepository(value) ? null : $"is {ClientValue.Quote(value)}; a repository is {NameRules.Repository}";

    internal static string? Revision(string value) =>
        PushRules.IsRevision(value) ? null : $"is {ClientValue.Quote(value)}; a revision is {NameRules.Revision}";

    internal static string? TaskId(string value) =>
        PushRules.IsTaskId(value) ? null : $"is {ClientValue.Quote(value)}; a task id is {NameRules.TaskId}";

    internal static string? RunId(int value) =>
        PushRules.IsRunId(value) ? null : $"is {value}; a run id is 0 to {PushRules.MaxRunId}";

    /// <param name="maxLength">In Unicode code points.</param>
    internal static string? Text(string? value, int maxLength) => value is null ? null : TextRules.FindError(value, maxLength);

    /// <summary>Bypasses message formatting, because FluentValidation would also replace placeholders in the client's own value.</summary>
    internal static void Check<T, TValue>(this AbstractValidator<T> validator, Expression<Func<T, TValue>> field, Func<TValue, string?> rule) =>
        validator.RuleFor(field).Custom((value, context) =>
        {
            if (rule(value) is { } fault) context.AddFailure(new ValidationFailure(context.PropertyPath, fault));
        });

    /// <summary>Checks each item of a list that may be missing.</summary>
    internal static void CheckEach<T, TValue>(
        this AbstractValidator<T> validator, Expression<Func<T, IReadOnlyList<TValue>?>> field, Func<TValue, string?> rule) =>
        validator.RuleFor(field).Custom((values, context) =>
        {
            for (var i = 0; i < (values?.Count ?? 0); i++)
            {
                if (rule(values![i]) is { } fault) context.AddFailure(new ValidationFailure($"{context.PropertyPath}[{i}]", fault));
            }
        });
}
