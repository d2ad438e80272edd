package org.bailiwick.injector.pod;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.injector.policy.InjectionPolicy;
import org.bailiwick.injector.policy.NamespaceRules;

/** Plans the sidecar of a pod. */
public final class SidecarPlanner {
  private static final String SPEC = "/spec";
  private static final String INIT = "initContainers";
  private static final String CONTAINERS = "containers";
  private static final String VOLUMES = "volumes";
  private static final String CONTEXT = "securityContext";
  private static final String GROUPS = "supplementalGroups";

  private final InjectionPolicy policy;

  public SidecarPlanner(InjectionPolicy policy) {
    this.policy = policy;
  }

  /**
   * Decides about a pod that is to be created.
   *
   * @param namespace in which it is created, as the API server says it
   */
  public PodVerdict plan(JsonObject pod, String namespace) {
    Optional<NamespaceRules> rules = policy.rules(namespace);
    try {
      if (!PodJson.has(pod, "metadata") || !PodJson.has(pod, "spec")) {
        throw PodJson.refusal("pod-form", "The pod has no metadata or no spec.");
      }
      JsonObject metadata = PodJson.object(pod, "metadata");
      if (rules.isEmpty()) {
        return unlisted(metadata);
      }
      return AskedAgent.isAsked(metadata, rules.get())
          ? planned(pod, rules.get())
          : new PodVerdict.Left("not-asked");
    } catch (ProblemException e) {
      return rules.filter(NamespaceRules::isOpen).isPresent()
          ? new PodVerdict.Warned(e.check(), e.detail())
          : new PodVerdict.Refused(e.check(), e.detail());
    }
  }

  /** A namespace can have the label by which it is sent to us, and not be in the file. */
  private static PodVerdict unlisted(JsonObject metadata) {
    if (PodJson.text(PodJson.object(metadata, "labels"), AskedAgent.INJECT)
        .filter("true"::equals)
        .isEmpty()) {
      return new PodVerdict.Left("namespace-not-listed");
    }
    throw PodJson.refusal(
        "namespace-not-listed",
        "The policy of the sidecar injector does not have this namespace: ask its operator, or"
            + " remove the label bailiwick.org/inject.");
  }

  private PodVerdict planned(JsonObject pod, NamespaceRules rules) {
    JsonObject metadata = PodJson.object(pod, "metadata");
    JsonObject spec = PodJson.object(pod, "spec");
    new PodGuards(policy.sidecar()).require(spec);
    SidecarParts parts =
        new SidecarParts(
            policy.sidecar(),
            rules,
            AskedAgent.read(metadata, rules, policy.sidecar().registry().isPresent()));
    boolean isInjected = isInjected(metadata, spec, parts);
    PodPatch patch = new PodPatch();
    if (!isInjected) {
      addParts(patch, pod, parts);
    }
    ContainerAdditions additions = new ContainerAdditions(parts, isInjected);
    PodJson.objects(spec, INIT).stream()
        .filter(container -> !PodGuards.isOurs(container))
        .forEach(container -> additions.require(container, true));
    List<JsonObject> containers = PodJson.objects(spec, CONTAINERS);
    for (int i = 0; i < containers.size(); i++) {
      JsonObject container = containers.get(i);
      if (!PodGuards.isOurs(container)) {
        additions.require(container, false);
        PodPatch.Target target = new PodPatch.Target(container, SPEC + "/" + CONTAINERS + "/" + i);
        patch.append(target, "env", additions.missing(container));
        patch.append(
            target,
            "volumeMounts",
            additions.lacksMount(container) ? List.of(parts.socketMount()) : List.of());
      }
    }
    addGroup(patch, spec);
    JsonArray built = patch.build();
    return built.isEmpty() ? new PodVerdict.Left("injected-before") : new PodVerdict.Patched(built);
  }

  /** Whether the pod has all parts, as they are made now. One with others is refused. */
  private boolean isInjected(JsonObject metadata, JsonObject spec, SidecarParts parts) {
    List<JsonObject> init = ours(spec, INIT);
    List<JsonObject> beside = ours(spec, CONTAINERS);
    List<JsonObject> volumes = ours(spec, VOLUMES);
    Optional<String> mark =
        PodJson.text(PodJson.object(metadata, "annotations"), AskedAgent.INJECTED);
    if (init.isEmpty() && beside.isEmpty() && volumes.isEmpty() && mark.isEmpty()) {
      return false;
    }
    boolean isNative = policy.sidecar().isNative();
    if (mark.filter(policy.sidecar().image()::equals).isPresent()
        && areSame(initParts(parts, isNative), init)
        && areSame(isNative ? List.of() : List.of(parts.proxy()), beside)
        && areSame(parts.volumes(), volumes)) {
      return true;
    }
    throw PodJson.refusal(
        "pod-injected-otherwise",
        "The pod has containers or volumes with names that begin with bailiwick-, or the annotation"
            + " bailiwick.org/injected, which are not what the sidecar injector adds now: create it"
            + " from a template without them.");
  }

  private static List<JsonObject> initParts(SidecarParts parts, boolean isNative) {
    return isNative ? List.of(parts.enrolling(), parts.proxy()) : List.of(parts.enrolling());
  }

  private static List<JsonObject> ours(JsonObject spec, String list) {
    return PodJson.objects(spec, list).stream().filter(PodGuards::isOurs).toList();
  }

  private static boolean areSame(List<JsonObject> made, List<JsonObject> found) {
    return made.size() == found.size()
        && Stream.iterate(0, i -> i < made.size(), i -> i + 1)
            .allMatch(i -> Made.isSame(made.get(i), found.get(i)));
  }

  private void addParts(PodPatch patch, JsonObject pod, SidecarParts parts) {
    PodPatch.Target spec = new PodPatch.Target(PodJson.object(pod, "spec"), SPEC);
    JsonString image = Json.createValue(policy.sidecar().image());
    PodPatch.Target metadata = new PodPatch.Target(PodJson.object(pod, "metadata"), "/metadata");
    patch.put(metadata, "annotations", AskedAgent.INJECTED, image);
    patch.append(spec, VOLUMES, parts.volumes());
    boolean isNative = policy.sidecar().isNative();
    patch.prepend(spec, INIT, initParts(parts, isNative));
    if (!isNative) {
      patch.append(spec, CONTAINERS, List.of(parts.proxy()));
    }
  }

  /** The group that may use the sockets, for all containers. */
  private void addGroup(PodPatch patch, JsonObject spec) {
    JsonObject context = PodJson.object(spec, CONTEXT);
    JsonNumber group = Json.createValue(policy.sidecar().user());
    JsonArray groups = PodJson.array(context, GROUPS);
    if (groups.stream().anyMatch(found -> isNumber(found, group))) {
      return;
    }
    if (PodJson.has(context, GROUPS)) {
      patch.append(new PodPatch.Target(context, SPEC + "/" + CONTEXT), GROUPS, List.of(group));
    } else {
      JsonArray only = Json.createArrayBuilder().add(group).build();
      patch.put(new PodPatch.Target(spec, SPEC), CONTEXT, GROUPS, only);
    }
  }

  private static boolean isNumber(JsonValue found, JsonNumber wanted) {
    return found instanceof JsonNumber number
        && number.bigDecimalValue().compareTo(wanted.bigDecimalValue()) == 0;
  }
}
