package org.bailiwick.injector.policy;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.Owner;

/**
 * What pods of a namespace get and may ask for.
 *
 * @param isForAll whether each pod gets the sidecar that does not ask to be left, and not only
 *     those that ask for it
 * @param isOpen whether a pod that asks for too much starts without a sidecar; else it is refused
 * @param owners those for which an agent may be; the only one need not be asked for
 * @param capabilities those that an agent may have; one with parameters permits no others
 * @param mayDescribe whether pods say title, description and tags for the registry
 * @param profile of the authority, by which agents are enrolled
 * @param rules the ConfigMap with {@code proxy.json}, the rules of the agent proxy
 * @param userToken the Secret with {@code token}, which says who stands behind the agent
 */
public record NamespaceRules(
    boolean isForAll,
    boolean isOpen,
    Set<Owner> owners,
    List<Capability> capabilities,
    boolean mayDescribe,
    String profile,
    String rules,
    String userToken) {
  private static final Pattern PROFILE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** A name of a ConfigMap or Secret (a subdomain of RFC 1123). */
  private static final Pattern OBJECT =
      Pattern.compile(
          "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?){0,3}");

  public NamespaceRules {
    owners = Set.copyOf(owners);
    capabilities = List.copyOf(capabilities);
  }

  static NamespaceRules read(PolicyMembers members) {
    NamespaceRules read =
        new NamespaceRules(
            members.word("inject", "asked", "all").equals("all"),
            members.word("failure", "closed", "open").equals("open"),
            Set.copyOf(members.texts("owners").stream().map(Owner::parse).toList()),
            members.texts("capabilities").stream().map(Capability::parse).toList(),
            members.flag("describe", false),
            members.text("profile", PROFILE),
            members.text("rules", OBJECT),
            members.text("user_token", OBJECT));
    members.done();
    return read;
  }
}
