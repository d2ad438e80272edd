package org.bailiwick.injector.pod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bailiwick.injector.policy.InjectionPolicy;
import org.bailiwick.injector.testing.Pods;

/** For any pod: the patch applies, drops nothing, and a patched pod is not patched again. */
class PodPatchTest {
  private static final SidecarPlanner WITHIN = planner(Pods.POLICY);
  private static final SidecarPlanner BESIDE =
      planner(Pods.POLICY.replace("\"audience\"", "\"native\": false, \"audience\""));

  private static SidecarPlanner planner(String policy) {
    return new SidecarPlanner(InjectionPolicy.parse(policy.getBytes(UTF_8)));
  }

  /** Makes pods whose members are there, empty, null or absent. */
  private record PodMaker(SplittableRandom random) {

    JsonObject pod() {
      JsonObjectBuilder annotations =
          Json.createObjectBuilder()
              .add("bailiwick.org/owner", "Treasury")
              .add("bailiwick.org/capabilities", "fx.rates@1");
      if (random.nextBoolean()) {
        annotations.add("example.org/a~b", "x");
      }
      JsonObjectBuilder spec = Json.createObjectBuilder();
      spec.add("containers", list(1, this::container));
      maybe(spec, "initContainers", () -> list(0, this::container));
      maybe(spec, "volumes", () -> list(0, this::named));
      maybe(spec, "securityContext", this::context);
      return Json.createObjectBuilder()
          .add(
              "metadata",
              Json.createObjectBuilder()
                  .add("labels", Json.createObjectBuilder().add("bailiwick.org/inject", "true"))
                  .add("annotations", annotations))
          .add("spec", spec)
          .build();
    }

    private void maybe(JsonObjectBuilder parent, String name, Supplier<JsonValue> value) {
      switch (random.nextInt(4)) {
        case 0 -> parent.addNull(name);
        case 1 -> {
          // absent
        }
        default -> parent.add(name, value.get());
      }
    }

    private JsonArray list(int least, Supplier<JsonObject> item) {
      JsonArrayBuilder items = Json.createArrayBuilder();
      for (int i = random.nextInt(least, least + 3); i > 0; i--) {
        items.add(item.get());
      }
      return items.build();
    }

    private JsonObject named() {
      return Json.createObjectBuilder()
          .add("name", "n" + random.nextInt(1000))
          .add("emptyDir", JsonValue.EMPTY_JSON_OBJECT)
          .build();
    }

    private JsonObject container() {
      JsonObjectBuilder made = Json.createObjectBuilder().add("name", "c" + random.nextInt(1000));
      maybe(made, "env", () -> list(0, this::named));
      maybe(made, "volumeMounts", () -> list(0, this::named));
      maybe(made, "securityContext", () -> JsonValue.EMPTY_JSON_OBJECT);
      return made.build();
    }

    private JsonValue context() {
      JsonObjectBuilder made = Json.createObjectBuilder().add("fsGroup", 1);
      maybe(
          made,
          "supplementalGroups",
          () -> Json.createArrayBuilder().add(random.nextInt(64709, 64712)).build());
      return made.build();
    }
  }

  @Property(tries = 500)
  void patchedTwiceIsPatchedOnceAndNothingIsLost(@ForAll long seed, @ForAll boolean isNative) {
    JsonObject pod = new PodMaker(new SplittableRandom(seed)).pod();
    SidecarPlanner planner = isNative ? WITHIN : BESIDE;
    PodVerdict verdict = planner.plan(pod, "agents");
    assertThat(verdict).isInstanceOf(PodVerdict.Patched.class);
    JsonArray patch = ((PodVerdict.Patched) verdict).patch();
    assertThat(patch)
        .allSatisfy(op -> assertThat(op.asJsonObject().getString("op")).isEqualTo("add"));
    JsonObject patched = Pods.patched(pod, patch);
    assertThat(holds(pod, patched)).isTrue();
    assertThat(planner.plan(patched, "agents")).isEqualTo(new PodVerdict.Left("injected-before"));
  }

  /** Whether everything of the first value is in the second one, in its order. */
  private static boolean holds(JsonValue before, JsonValue after) {
    return switch (before) {
      case JsonObject object ->
          after instanceof JsonObject other
              && object.entrySet().stream()
                  .allMatch(
                      member ->
                          member.getValue() == JsonValue.NULL
                              || (other.containsKey(member.getKey())
                                  && holds(member.getValue(), other.get(member.getKey()))));
      case JsonArray items -> {
        Iterator<JsonValue> rest = ((JsonArray) after).iterator();
        yield items.stream().allMatch(item -> isFound(item, rest));
      }
      default -> before.equals(after);
    };
  }

  private static boolean isFound(JsonValue item, Iterator<JsonValue> rest) {
    while (rest.hasNext()) {
      if (holds(item, rest.next())) {
        return true;
      }
    }
    return false;
  }
}
