package org.bailiwick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that each flow in {@code docs/architecture.md} names existing files, at most seven. */
class ReadersPathTest {
  private static final Path ROOT = Path.of("..");
  private static final int MOST = 7;
  private static final Pattern STEP = Pattern.compile("(?m)^(\\d+)\\. `([a-z/]+/[A-Z]\\w+)`");
  private static final Pattern TYPE = Pattern.compile("`((?:[a-z]+/)*[A-Z][a-z]\\w+)(?:\\.\\w+)?`");

  @ParameterizedTest
  @ValueSource(strings = {"Issue", "Register", "Revoke", "Job"})
  @DisplayName("a flow names at most seven files, and each exists once")
  void canBeFollowed(String flow) throws IOException {
    String section = section(flow);
    List<MatchResult> steps = STEP.matcher(section).results().toList();
    assertThat(steps)
        .hasSizeBetween(1, MOST)
        .extracting(step -> Integer.valueOf(step.group(1)))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, steps.size()).boxed().toList());
    List<String> sources = sources();
    assertThat(steps)
        .allSatisfy(step -> assertThat(sources).filteredOn(of(step.group(2))).hasSize(1));
    assertThat(TYPE.matcher(section).results())
        .allSatisfy(type -> assertThat(sources).filteredOn(of(type.group(1))).isNotEmpty());
  }

  private static Predicate<String> of(String type) {
    return source -> source.endsWith("/" + type + ".java");
  }

  private static String section(String flow) throws IOException {
    String document = Files.readString(ROOT.resolve("docs/architecture.md"));
    int from = document.indexOf("**" + flow + "**");
    assertThat(from).as(flow).isNotNegative();
    String rest = document.substring(from + 2);
    return rest.split("(?m)^(?:\\*\\*|#)|^Two more", 2)[0];
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(ReadersPathTest::files)
          .toList();
    }
  }

  private static Stream<String> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
