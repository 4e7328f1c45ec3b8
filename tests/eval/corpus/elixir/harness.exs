# Runs the programs of jobs.tsv and prints what __STACKTRACE__ holds beside what Exception.format prints.
defmodule Harness do
  def run([program, class, site, order, depth, _chained, crash | _members]) do
    :persistent_term.put(:site, site)
    :persistent_term.put(:depth, String.to_integer(depth))
    module = Module.concat(Shop, class)

    try do
      module.run(order)
    rescue
      error -> outcome(program, site, error, __STACKTRACE__, crash == "true")
    else
      _ -> raise "#{program} did not fail"
    end
  end

  defp outcome(program, site, error, stack, crash) do
    stack = Enum.take_while(stack, fn {module, _, _, _} -> module != Harness end)
    # A function that had no clause for its arguments is named with them.
    {error, stack} = if crash, do: {error, stack}, else: Exception.blame(:error, error, stack)
    text = Exception.format(:error, error, stack)
    text = if crash, do: "[error] Process #PID<0.#{System.unique_integer([:positive])}.0> raised an exception\n" <> text, else: text

    IO.puts(
      "{" <>
        Enum.join(
          [
            "\"program\":" <> quoted(program),
            "\"site\":" <> quoted(site),
            "\"text\":" <> quoted(text),
            "\"type\":" <> quoted(inspect(error.__struct__)),
            "\"message\":" <> quoted(String.trim_trailing(Exception.message(error))),
            "\"order\":\"innermost_first\"",
            "\"frame_count\":#{length(stack)}",
            "\"frames\":[" <> Enum.map_join(stack, ",", &frame/1) <> "]"
          ],
          ","
        ) <> "}"
    )
  end

  defp frame({module, function, arity, location}) do
    place = if location[:file], do: ",\"file\":#{quoted(to_string(location[:file]))},\"line\":#{location[:line]}", else: ""
    "{\"function\":" <> quoted(Exception.format_mfa(module, function, arity)) <> place <> "}"
  end

  defp quoted(text) do
    escaped =
      for <<c <- text>>, into: "" do
        cond do
          c in [?", ?\\] -> <<?\\, c>>
          c < 0x20 -> "\\u" <> String.pad_leading(Integer.to_string(c, 16), 4, "0")
          true -> <<c>>
        end
      end

    "\"" <> escaped <> "\""
  end
end

# Frames of modules that belong to an application are printed with its name and version.
load = fn name, version, folder ->
  modules = for path <- Path.wildcard(folder <> "/*.beam"), do: path |> Path.basename(".beam") |> String.to_atom()
  :ok = :application.load({:application, name, [vsn: to_charlist(version), modules: modules, applications: [:kernel, :stdlib]]})
end

[jobs] = System.argv()
load.(:shop, String.replace("@RELEASE", ~r/[^0-9.]/, ""), "@RELEASE/_build/shop")
load.(:acme_retry, "@LIBRARY", "@RELEASE/_build/acme_retry")
for line <- File.stream!(jobs), do: line |> String.trim_trailing("\n") |> String.split("\t") |> Harness.run()
