import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Each line of the first file, a class and JSON, becomes an object and JSON again: a line of the second. */
public class RoundTrip {
  public static void main(String[] args) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    try (PrintWriter out = new PrintWriter(args[1], StandardCharsets.UTF_8)) {
      for (String line : Files.readAllLines(Path.of(args[0]))) {
        String[] parts = line.split("\t", 3);
        try {
          Class<?> type = Class.forName("contracts." + parts[0] + "." + parts[1]);
          out.println(mapper.writeValueAsString(mapper.readValue(parts[2], type)));
        } catch (Exception fault) {
          out.println("!" + String.valueOf(fault.getMessage()).replace('\n', ' '));
        }
      }
    }
  }
}
