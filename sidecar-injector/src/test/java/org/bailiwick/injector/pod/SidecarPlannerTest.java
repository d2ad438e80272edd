package org.bailiwick.injector.pod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import jakarta.json.JsonObject;
import java.util.List;
import org.bailiwick.injector.policy.InjectionPolicy;
import org.bailiwick.injector.testing.KubernetesObjects;
import org.bailiwick.injector.testing.Pods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods that get a sidecar, pods that do not, and pods that may not. */
class SidecarPlannerTest {
  private static final String AGENTS = "agents";

  private static PodVerdict plan(String policy, String namespace, JsonObject pod) {
    return new SidecarPlanner(InjectionPolicy.parse(policy.getBytes(UTF_8))).plan(pod, namespace);
  }

  private static PodVerdict plan(String namespace, String pod) {
    return plan(Pods.POLICY, namespace, Pods.object(pod));
  }

  private static JsonObject injected(String policy, String pod) {
    JsonObject before = Pods.object(pod);
    PodVerdict verdict = plan(policy, AGENTS, before);
    assertThat(verdict).isInstanceOf(PodVerdict.Patched.class);
    return Pods.patched(before, ((PodVerdict.Patched) verdict).patch());
  }

  private static Pod read(JsonObject pod) {
    return KubernetesObjects.read(pod.toString(), Pod.class);
  }

  @Test
  void thePodThatIsReadAsPublishedHasANativeSidecar() {
    Pod pod = read(injected(Pods.POLICY, Pods.POD));
    assertThat(pod.getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("bailiwick-enrol", "bailiwick-proxy");
    Container proxy = pod.getSpec().getInitContainers().get(1);
    assertThat(proxy.getRestartPolicy()).isEqualTo("Always");
    assertThat(proxy.getImage()).isEqualTo(Pods.IMAGE);
    assertThat(proxy.getReadinessProbe().getExec().getCommand())
        .containsExactly("/usr/bin/test", "-S", "/run/bailiwick/proxy/s");
    assertThat(pod.getMetadata().getAnnotations())
        .containsEntry("bailiwick.org/injected", Pods.IMAGE)
        .containsEntry("prometheus.io/scrape", "true");
    assertThat(pod.getSpec().getSecurityContext().getSupplementalGroups()).containsExactly(64710L);
    assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(10001L);
  }

  @Test
  void theSidecarIsRestricted() {
    for (Container container :
        read(injected(Pods.POLICY, Pods.POD)).getSpec().getInitContainers()) {
      var context = container.getSecurityContext();
      assertThat(context.getRunAsNonRoot()).isTrue();
      assertThat(context.getAllowPrivilegeEscalation()).isFalse();
      assertThat(context.getReadOnlyRootFilesystem()).isTrue();
      assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(context.getCapabilities().getAdd()).isEmpty();
      assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    }
  }

  @Test
  void theTokenIsForTheAuthorityAndAShortTime() {
    List<Volume> volumes = read(injected(Pods.POLICY, Pods.POD)).getSpec().getVolumes();
    Volume token =
        volumes.stream().filter(v -> v.getName().equals("bailiwick-token")).findAny().orElseThrow();
    var source = token.getProjected().getSources().getFirst().getServiceAccountToken();
    assertThat(source.getAudience()).isEqualTo("https://aca.example");
    assertThat(source.getExpirationSeconds()).isEqualTo(900);
    assertThat(volumes)
        .filteredOn(volume -> volume.getEmptyDir() != null)
        .extracting(volume -> volume.getEmptyDir().getMedium())
        .containsExactly("Memory", "Memory");
  }

  @Test
  void theAgentSeesTheSocketsAndNothingElseOfTheSidecar() {
    Container agent = read(injected(Pods.POLICY, Pods.POD)).getSpec().getContainers().getFirst();
    assertThat(agent.getEnv())
        .extracting(EnvVar::getName)
        .containsExactly("LOG", "BAILIWICK_PROXY_SOCKET");
    assertThat(agent.getVolumeMounts())
        .filteredOn(mount -> mount.getName().startsWith("bailiwick-"))
        .singleElement()
        .satisfies(mount -> assertThat(mount.getReadOnly()).isTrue())
        .satisfies(mount -> assertThat(mount.getMountPath()).isEqualTo("/run/bailiwick"));
  }

  @Test
  void theWorkloadApiAndAContainerBesideAreSettings() {
    String policy =
        Pods.POLICY.replace(
            "\"audience\"", "\"native\": false, \"workload_api\": true, \"audience\"");
    Pod pod = read(injected(policy, Pods.POD));
    assertThat(pod.getSpec().getInitContainers()).hasSize(1);
    Container proxy = pod.getSpec().getContainers().get(1);
    assertThat(proxy.getRestartPolicy()).isNull();
    assertThat(proxy.getArgs()).contains("--workload-api=/run/bailiwick/workload/s");
    assertThat(pod.getSpec().getContainers().getFirst().getEnv())
        .anySatisfy(
            variable -> {
              assertThat(variable.getName()).isEqualTo("SPIFFE_ENDPOINT_SOCKET");
              assertThat(variable.getValue()).isEqualTo("unix:///run/bailiwick/workload/s");
            });
    assertThat(plan(policy, AGENTS, injected(policy, Pods.POD)))
        .isEqualTo(new PodVerdict.Left("injected-before"));
  }

  /** Kubernetes expands $(NAME) in arguments. */
  @Test
  void anOwnerReachesTheCommandAsItIs() {
    String pod = Pods.POD.replace("\"Treasury\"", "\"R&D $(HOME) \\\"x\\\"\"");
    assertThat(read(injected(Pods.POLICY, pod)).getSpec().getInitContainers().getFirst().getArgs())
        .contains("--owner=R&D $$(HOME) \"x\"", "--name=$(BAILIWICK_POD_NAME)")
        .contains("--capability=fx.rates@1", "--capability=fx.report@2?region=eu");
  }

  @Test
  void whatAnApiServerAddsToAnInjectedPodChangesNothing() {
    String after =
        injected(Pods.POLICY, Pods.POD)
            .toString()
            .replace(
                "\"restartPolicy\":\"Always\",\"terminationGrace",
                "\"restartPolicy\":\"Always\",\"terminationGrace")
            .replace(
                "\"name\":\"bailiwick-proxy\"",
                "\"name\":\"bailiwick-proxy\",\"terminationMessagePath\":\"/dev/termination-log\",\"terminationMessagePolicy\":\"File\"")
            .replace(
                "\"limits\":{\"memory\":\"512Mi\"}",
                "\"limits\":{\"memory\":\"512Mi\",\"cpu\":\"1\"}")
            .replace(
                "\"fieldPath\":\"metadata.name\"",
                "\"apiVersion\":\"v1\",\"fieldPath\":\"metadata.name\"")
            .replace(
                "{\"name\":\"bailiwick-rules\",\"mountPath\":\"/etc/bailiwick-rules\",\"readOnly\":true}",
                "{\"name\":\"bailiwick-rules\",\"mountPath\":\"/etc/bailiwick-rules\",\"readOnly\":true},"
                    + "{\"name\":\"kube-api-access-7xk2p\",\"readOnly\":true,\"mountPath\":\"/var/run/secrets/kubernetes.io/serviceaccount\"}");
    assertThat(plan(AGENTS, after)).isEqualTo(new PodVerdict.Left("injected-before"));
  }

  @Test
  void aContainerThatAnotherWebhookHasAddedGetsTheSocket() {
    String after =
        injected(Pods.POLICY, Pods.POD)
            .toString()
            .replace("\"containers\":[", "\"containers\":[{\"name\":\"mesh\",\"image\":\"mesh\"},");
    PodVerdict verdict = plan(AGENTS, after);
    assertThat(verdict).isInstanceOf(PodVerdict.Patched.class);
    JsonObject twice = Pods.patched(Pods.object(after), ((PodVerdict.Patched) verdict).patch());
    assertThat(read(twice).getSpec().getContainers().getFirst().getVolumeMounts()).hasSize(1);
    assertThat(plan(Pods.POLICY, AGENTS, twice)).isEqualTo(new PodVerdict.Left("injected-before"));
  }

  @ParameterizedTest
  @CsvSource({
    "agents, false, not-asked",
    "all, false, not-asked",
    "elsewhere, false, namespace-not-listed",
  })
  void aPodIsLeft(String namespace, String label, String reason) {
    String pod = Pods.POD.replace("inject\": \"true\"", "inject\": \"" + label + "\"");
    assertThat(plan(namespace, pod)).isEqualTo(new PodVerdict.Left(reason));
  }

  @Test
  void whereAllPodsGetItThoseWithoutALabelDoToo() {
    String pod =
        Pods.POD
            .replace(", \"bailiwick.org/inject\": \"true\"", "")
            .replace(", fx.report@2?region=eu", "");
    assertThat(plan("all", pod)).isInstanceOf(PodVerdict.Patched.class);
    assertThat(plan(AGENTS, pod)).isEqualTo(new PodVerdict.Left("not-asked"));
  }

  /** Each has one fault; the check names it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "inject\": \"true\" | inject\": \"yes\" | label-inject",
        "\"fx.rates@1, | \"fx.rates@2, | capability-not-permitted",
        "region=eu\" | region=us\" | capability-not-permitted",
        "\"fx.rates@1, | \"fx.rates@1,,fx.rates@1, | annotation-capabilities",
        "\"fx.rates@1, | \"fx.rates@1,fx.rates@1, | annotation-capabilities",
        "\"fx.rates@1, | \"--folder=/x, | annotation-capabilities",
        "\"fx.rates@1, | \"fx.rates@1\\u0000, | annotation-capabilities",
        "\"Treasury\" | \"Elsewhere\" | owner-not-permitted",
        "\"Treasury\" | \"Treasury\\n\" | owner-not-permitted",
        "\"prometheus.io/scrape\" | \"bailiwick.org/image\" | annotation-unknown",
        "\"prometheus.io/scrape\": \"true\" | \"bailiwick.org/agent-name\": \"a;$(reboot)\" | annotation-agent-name",
        "\"prometheus.io/scrape\": \"true\" | \"bailiwick.org/injected\": \"x\" | pod-injected-otherwise",
        "\"restartPolicy\" | \"hostPID\": true, \"restartPolicy\" | pod-process-namespace",
        "\"restartPolicy\" | \"shareProcessNamespace\": true, \"restartPolicy\" | pod-process-namespace",
        "\"restartPolicy\" | \"os\": {\"name\": \"windows\"}, \"restartPolicy\" | pod-os",
        "\"restartPolicy\" | \"ephemeralContainers\": [{}], \"restartPolicy\" | pod-ephemeral-containers",
        "\"volumes\": [ | \"volumes\": [{\"name\": \"x\", \"hostPath\": {\"path\": \"/var/lib/kubelet\"}}, | pod-host-path",
        "\"volumes\": [ | \"volumes\": [{\"name\": \"bailiwick-sockets\", \"emptyDir\": {}}, | pod-injected-otherwise",
        "{\"expirationSeconds\": 3607, | {\"audience\": \"https://aca.example\", \"expirationSeconds\": 3607, | pod-token-audience",
        "{\"name\": \"rates\", | {\"name\": \"bailiwick-proxy\", | pod-injected-otherwise",
        "\"allowPrivilegeEscalation\": false | \"privileged\": true | pod-privileged",
        "\"drop\": [\"ALL\"] | \"add\": [\"SYS_PTRACE\"] | pod-linux-capability",
        "\"runAsUser\": 10001 | \"runAsUser\": 64710 | pod-user",
        "\"name\": \"LOG\" | \"name\": \"SPIFFE_ENDPOINT_SOCKET\" | variable-reserved",
        "\"mountPath\": \"/var/run/secrets/kubernetes.io/serviceaccount\" | \"mountPath\": \"/run/bailiwick/proxy\" | mount-reserved",
        "{\"name\": \"kube-api-access-7xk2p\", \"readOnly\" | {\"name\": \"bailiwick-credential\", \"readOnly\" | mount-reserved",
        "\"containers\": [ | \"containers\": [7, | pod-form",
        "\"env\": [{ | \"env\": {\"a\": [{}]}, \"x\": [{ | pod-form",
      })
  void aPodIsRefused(String from, String to, String check) {
    String pod = Pods.POD.replace(from, to);
    assertThat(pod).isNotEqualTo(Pods.POD);
    assertThat(plan(AGENTS, pod))
        .isInstanceOfSatisfying(
            PodVerdict.Refused.class,
            refused -> {
              assertThat(refused.check()).isEqualTo(check);
              assertThat(refused.message()).doesNotContain("\n", "\0", "reboot").endsWith(".");
            });
  }

  /** An injected pod, changed so that its sidecar is another one or the agent reaches into it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"readOnlyRootFilesystem\":true | \"readOnlyRootFilesystem\":false | pod-injected-otherwise",
        "\"--group=64710\" | \"--group=10001\" | pod-injected-otherwise",
        "\"command\":[\"/usr/bin/bailiwick\"] | \"command\":[\"/bin/sh\"] | pod-injected-otherwise",
        "{\"name\":\"TMPDIR\", | {\"name\":\"JAVA_TOOL_OPTIONS\",\"value\":\"x\"},{\"name\":\"TMPDIR\", | pod-injected-otherwise",
        "\"image\":\"registry.example/bailiwick@ | \"image\":\"registry.example/other@ | pod-injected-otherwise",
        "\"restartPolicy\":\"Always\"} | \"restartPolicy\":\"Always\",\"lifecycle\":{\"postStart\":{\"exec\":{\"command\":[\"x\"]}}}} | pod-injected-otherwise",
        "{\"name\":\"kube-api-access-7xk2p\",\"readOnly\":true, | {\"name\":\"bailiwick-token\",\"readOnly\":true, | mount-reserved",
      })
  void aPodWithAnotherSidecarIsRefused(String from, String to, String check) {
    String before = injected(Pods.POLICY, Pods.POD).toString();
    String after = before.replace(from, to);
    assertThat(after).isNotEqualTo(before);
    assertThat(plan(AGENTS, after))
        .isInstanceOfSatisfying(
            PodVerdict.Refused.class, refused -> assertThat(refused.check()).isEqualTo(check));
  }

  @Test
  void aSidecarOfAnotherVersionIsRefused() {
    JsonObject pod = injected(Pods.POLICY.replace("sha256:ab", "sha256:cd"), Pods.POD);
    assertThat(plan(Pods.POLICY, AGENTS, pod))
        .isInstanceOfSatisfying(
            PodVerdict.Refused.class,
            refused -> assertThat(refused.check()).isEqualTo("pod-injected-otherwise"));
  }

  @Test
  void anOpenNamespaceWarnsAndAnUnlistedOneRefusesWhoAsks() {
    assertThat(plan("open", Pods.POD)).isInstanceOf(PodVerdict.Warned.class);
    assertThat(plan("elsewhere", Pods.POD))
        .isInstanceOfSatisfying(
            PodVerdict.Refused.class,
            refused -> assertThat(refused.check()).isEqualTo("namespace-not-listed"));
  }
}
