package org.bailiwick.command.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTextTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new UncheckedIOException("Cannot read /x", new NoSuchFileException("/x")),
            "Cannot read /x: there is no such file"),
        Arguments.of(
            new UncheckedIOException(new NoSuchFileException("/x")), "/x: there is no such file"),
        Arguments.of(new NoSuchFileException("/x"), "/x: there is no such file"),
        Arguments.of(new IOException("the disk is full"), "the disk is full"),
        Arguments.of(new IllegalArgumentException("Give --out"), "Give --out"),
        Arguments.of(
            new ProblemException(
                ProblemType.MALFORMED_REQUEST,
                "credential-folder",
                "/a/chain.pem cannot be read",
                new NoSuchFileException("/a/chain.pem")),
            "/a/chain.pem cannot be read: there is no such file\n"
                + "  ./bailiwick agent enrol puts key and credential into a folder."),
        Arguments.of(
            new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, "server-not-reached", "No."),
            "No.\n  Is the node up? ./bailiwick status shows it, and ./bailiwick up starts it."),
        Arguments.of(
            new ProblemException(ProblemType.POLICY_DENIED, "server-refused", "Policy denies it.")
                .with("occurrence", "urn:uuid:1"),
            "Refused (403 policy-denied): Policy denies it. [urn:uuid:1]\n"
                + "  What to do: docs/problems.md#policy-denied"),
        Arguments.of(
            new IllegalStateException(),
            "This command failed by a fault of its own, IllegalStateException\n"
                + "  BAILIWICK_TRACE=yes prints where."));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysWhatIsWrongAndWhatToDo(Throwable failure, String text) {
    assertThat(FailureText.of(failure)).isEqualTo(text);
  }

  @Test
  void whoeverMayNotReadAFileLearnsWho() {
    assertThat(FileFault.text(new AccessDeniedException("/etc/hostname")))
        .startsWith("/etc/hostname: the user ")
        .contains(" may not use it");
  }

  @Test
  void theNearestNameIsOneWithFewFaults() {
    List<String> names = List.of("--folder", "--force", "--name", "--no-wait");
    assertThat(Nearest.of("--fodler", names)).contains("--folder");
    assertThat(Nearest.of("--nam", names)).contains("--name");
    assertThat(Nearest.of("--capability", names)).isEmpty();
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
  }
}
