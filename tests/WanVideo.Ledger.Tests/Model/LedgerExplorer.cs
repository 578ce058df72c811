namespace WanVideo.Tests.Ledger.Model;

/// <summary>Explores the model breadth-first.</summary>
internal static class LedgerExplorer
{
    /// <summary>Visits every state that can be reached within a number of steps.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="depth">The number of steps.</param>
    /// <param name="visit">Receives a shortest path to each transition between states; null for none.</param>
    /// <returns>The number of states and transitions, and the first violation with its path; null if there was none.</returns>
    public static (int States, long Transitions, string? Violation) Explore(ModelRules rules, int depth, Action<IReadOnlyList<ModelAction>>? visit = null)
    {
        var model = new LedgerModel(rules);
        var start = new ModelState();
        var seen = new HashSet<string>(StringComparer.Ordinal) { start.GetKey() };
        var level = new List<(ModelState State, Node? Path)> { (start, null) };
        long transitions = 0;
        for (var step = 0; step < depth && level.Count > 0; step++)
        {
            var next = new List<(ModelState, Node?)>();
            foreach (var (state, path) in level)
            {
                foreach (var action in model.GetActions(state))
                {
                    transitions++;
                    var (after, _, violation) = model.Apply(state, action);
                    var node = new Node(action, path);
                    visit?.Invoke(GetPath(node));
                    if (violation is not null)
                    {
                        return (seen.Count, transitions, $"{violation} After {string.Join(", ", GetPath(node))}.");
                    }

                    if (seen.Add(after.GetKey()))
                    {
                        next.Add((after, node));
                    }
                }
            }

            level = next;
        }

        return (seen.Count, transitions, null);
    }

    /// <summary>All paths of exactly a number of steps.</summary>
    public static IEnumerable<IReadOnlyList<ModelAction>> GetPaths(LedgerModel model, ModelState state, int depth, Stack<ModelAction>? path = null)
    {
        path ??= new();
        if (depth == 0)
        {
            yield return [.. path.Reverse()];
            yield break;
        }

        foreach (var action in model.GetActions(state))
        {
            path.Push(action);
            foreach (var found in GetPaths(model, model.Apply(state, action).State, depth - 1, path))
            {
                yield return found;
            }

            path.Pop();
        }
    }

    private static List<ModelAction> GetPath(Node? last)
    {
        var path = new List<ModelAction>();
        for (var node = last; node is not null; node = node.Previous)
        {
            path.Add(node.Action);
        }

        path.Reverse();
        return path;
    }

    private sealed record Node(ModelAction Action, Node? Previous);
}
