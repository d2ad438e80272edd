package org.bailiwick.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The models that docs/policy-models.md offers, put over the default policies as it says. */
class ModelsTest {
  private static final Path MODELS = Path.of("../docs/examples/policies");

  @TempDir private Path home;

  @ParameterizedTest
  @ValueSource(strings = {"role-based", "attribute-based", "adaptive"})
  void aModelPassesItsTestsAndEachOfItsPoliciesDecides(String model) throws IOException {
    Set<String> actions = new HashSet<>();
    copy(ReviewFolder.SOURCE, home);
    for (Path file : copy(MODELS.resolve(model), home)) {
      if (file.toString().endsWith(".cedar")) {
        actions.add(file.getFileName().toString().replace(".cedar", ""));
      }
    }
    ReviewFolder.seal(home, 100);
    ReviewedPolicies policies = ReviewedPolicies.read(home);
    List<PolicyTests.Result> results = PolicyTests.run(home, policies);
    assertThat(results).allSatisfy(result -> assertThat(result.wrong()).isEmpty());
    assertThat(World.of(policies, List.of(), 60).undeciding()).isEmpty();
    assertThat(decided(results))
        .as("each policy of the model decides in a test")
        .containsAll(
            policies.byAction().entrySet().stream()
                .filter(each -> actions.contains(each.getKey()))
                .flatMap(each -> each.getValue().stream())
                .map(ReviewedPolicy::id)
                .toList());
    assertThat(results)
        .extracting(PolicyTests.Result::name)
        .anyMatch(name -> name.startsWith("1a"));
    assertThat(results)
        .extracting(PolicyTests.Result::name)
        .anyMatch(name -> name.startsWith("1b"));
  }

  private static List<String> decided(List<PolicyTests.Result> results) {
    return results.stream().flatMap(result -> result.decided().stream()).toList();
  }

  private static List<Path> copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      List<Path> copied = files.filter(Files::isRegularFile).toList();
      for (Path file : copied) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
      return copied;
    }
  }
}
