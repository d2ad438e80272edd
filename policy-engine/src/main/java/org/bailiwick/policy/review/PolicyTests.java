package org.bailiwick.policy.review;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.PolicyRefusedException;

/**
 * Tests of policies, which stand beside them in files {@code tests/*.json}: {@code {"entities":
 * {name: entity}, "tests": [{"name", "question", "outcome", "reasons", "obligations"}]}}. The
 * reasons must be exactly those of the decision, and so must the obligations, which are none unless
 * a test names some; {@code "policies"} compares the ids of the deciding policies, if it is there.
 */
public final class PolicyTests {
  private static final String FOLDER = "tests";

  private PolicyTests() {}

  /**
   * A test that was run.
   *
   * @param file the name of its file
   * @param wrong what differs from what the test expects; empty if it passed
   * @param decided the ids of the policies that decided
   */
  public record Result(String file, String name, List<String> wrong, List<String> decided) {
    public boolean passed() {
      return wrong.isEmpty();
    }
  }

  /**
   * Runs the tests in the folder {@code tests} beside policies.
   *
   * @throws PolicyRefusedException if a file is no file of tests, or there is no test
   */
  public static List<Result> run(Path folder, ReviewedPolicies policies) {
    List<Result> results = new ArrayList<>();
    for (Path file : files(folder.resolve(FOLDER))) {
      results.addAll(new TestFile(file, policies).run());
    }
    if (results.isEmpty()) {
      throw new PolicyRefusedException(folder + " has no test in tests/*.json");
    }
    return results;
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new PolicyRefusedException("the folder " + folder + " cannot be read", e);
    }
  }

  private record TestFile(Path file, ReviewedPolicies policies) {
    private static final String REASONS = "reasons";
    private static final String OBLIGATIONS = "obligations";
    private static final String POLICIES = "policies";

    List<Result> run() {
      try {
        JsonNode whole = QuestionJson.file(file);
        QuestionJson.requireOnly(whole, Set.of("entities", "tests"), "the file");
        if (!whole.path("tests").isArray()) {
          throw new PolicyRefusedException("the file has no array \"tests\"");
        }
        List<Result> results = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode test : whole.path("tests")) {
          Result result = run(test, whole.path("entities"));
          if (!names.add(result.name())) {
            throw new PolicyRefusedException("two tests have the name " + result.name());
          }
          results.add(result);
        }
        return results;
      } catch (PolicyRefusedException e) {
        throw new PolicyRefusedException("tests/" + file.getFileName() + ": " + e.getMessage(), e);
      }
    }

    private Result run(JsonNode test, JsonNode entities) {
      QuestionJson.requireOnly(
          test, Set.of("name", "question", "outcome", REASONS, OBLIGATIONS, POLICIES), "a test");
      String name = QuestionJson.text(test, "name", "a test");
      String outcome = QuestionJson.text(test, "outcome", "the test " + name);
      if (!outcome.equals("permit") && !outcome.equals("deny")) {
        throw new PolicyRefusedException(
            "the test " + name + " has an outcome that is neither permit nor deny");
      }
      if (!test.has(REASONS)) {
        throw new PolicyRefusedException("the test " + name + " does not say its reasons");
      }
      AccessRequest question = QuestionJson.read(test.path("question"), entities);
      Decision decision = policies.decide(question);
      List<String> wrong = new ArrayList<>();
      boolean permits = decision instanceof Decision.Permit;
      compare("outcome", List.of(outcome), List.of(permits ? "permit" : "deny"), wrong);
      compare(REASONS, texts(test, REASONS), decision.reasons(), wrong);
      compare(OBLIGATIONS, texts(test, OBLIGATIONS), obligations(decision), wrong);
      if (test.has(POLICIES)) {
        compare(POLICIES, texts(test, POLICIES), decision.policies(), wrong);
      }
      return new Result(file.getFileName().toString(), name, wrong, decision.policies());
    }

    private static List<String> obligations(Decision decision) {
      return decision instanceof Decision.Permit permit ? permit.obligations() : List.of();
    }

    private static List<String> texts(JsonNode test, String member) {
      List<String> texts = new ArrayList<>();
      JsonNode array = test.path(member);
      if (!array.isArray() && !array.isMissingNode()) {
        throw new PolicyRefusedException("\"" + member + "\" of a test is not an array");
      }
      for (JsonNode text : array) {
        if (!text.isTextual()) {
          throw new PolicyRefusedException("\"" + member + "\" of a test holds more than texts");
        }
        texts.add(text.asText());
      }
      return texts.stream().sorted().toList();
    }

    private static void compare(
        String what, List<String> expected, List<String> found, List<String> wrong) {
      if (!expected.equals(found)) {
        wrong.add("%s: expected %s, but found %s".formatted(what, listed(expected), listed(found)));
      }
    }

    private static String listed(List<String> names) {
      return names.isEmpty() ? "none" : String.join(" ", names);
    }
  }
}
