import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the programs of jobs.tsv and prints what StackTraceElement says beside what printStackTrace prints. */
public class Harness {
    public static void main(String[] args) throws Exception {
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] job = line.split("\t");
            run(job[0], job[1], job[2], job[3], Integer.parseInt(job[4]), job[7], Integer.parseInt(job[8]));
        }
    }

    static void run(String program, String type, String site, String order, int depth, String members, int waiting) throws Exception {
        Class<?> cls = Class.forName("com.acme.shop." + type.toLowerCase() + "." + type);
        cls.getField("site").set(null, site);
        cls.getField("depth").set(null, depth);
        cls.getField("members").set(null, members);
        cls.getField("waiting").set(null, waiting);
        try {
            cls.getMethod("run", String.class).invoke(null, order);
        } catch (java.lang.reflect.InvocationTargetException e) {
            System.out.println(outcome(program, site, e.getCause()));
            return;
        }
        throw new IllegalStateException(program + " did not fail");
    }

    static String outcome(String program, String site, Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        List<String> causes = new ArrayList<>();
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            causes.add("{" + describe(cause) + "}");
        }
        return "{\"program\":" + quote(program) + ",\"site\":" + quote(site) + ",\"text\":" + quote(text.toString())
            + ",\"causes\":[" + String.join(",", causes) + "]," + describe(error) + "}";
    }

    static String describe(Throwable error) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement e : error.getStackTrace()) {
            String frame = "\"function\":" + quote(e.getClassName() + "." + e.getMethodName());
            if (e.getLineNumber() > 0) {
                frame += ",\"file\":" + quote(e.getFileName()) + ",\"line\":" + e.getLineNumber();
            }
            frames.add("{" + frame + "}");
        }
        String message = error.getLocalizedMessage();
        return "\"type\":" + quote(error.getClass().getName()) + ",\"message\":" + (message == null ? "null" : quote(message))
            + ",\"order\":\"innermost_first\",\"frame_count\":" + frames.size() + ",\"frames\":[" + String.join(",", frames) + "]";
    }

    static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
