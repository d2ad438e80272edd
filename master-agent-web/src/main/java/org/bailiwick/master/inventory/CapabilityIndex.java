package org.bailiwick.master.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.capability.Capability;

/**
 * Finds the groups of agents whose capability covers a wanted one: the same name and version, and
 * no parameter that the wanted one lacks. The groups of a name and version are the nodes of a tree
 * along their sorted parameters, so a search follows the parameters of the wanted capability and
 * meets no group that has another parameter.
 */
final class CapabilityIndex {

  /** The place of one set of parameters. */
  private static final class Node {
    private Map<String, Node> children = Map.of();
    private CapabilityGroup group;

    Node child(String parameter) {
      if (children.isEmpty()) {
        children = new HashMap<>(2); // most nodes have no children
      }
      return children.computeIfAbsent(parameter, name -> new Node());
    }

    boolean isEmpty() {
      return group == null && children.isEmpty();
    }
  }

  /** The greatest number of groups that one question walks through. */
  private static final int MOST_WITHIN = 10_000;

  private final Map<String, Node> kinds = new HashMap<>();

  /** The group of exactly this capability, which is made if there is none. */
  CapabilityGroup group(Capability capability) {
    Node node = kinds.computeIfAbsent(kind(capability), kind -> new Node());
    for (String parameter : parameters(capability)) {
      node = node.child(parameter);
    }
    if (node.group == null) {
      node.group = new CapabilityGroup(capability);
    }
    return node.group;
  }

  /** The groups that cover the wanted capability. */
  List<CapabilityGroup> covering(Capability wanted) {
    List<CapabilityGroup> found = new ArrayList<>();
    Node kind = kinds.get(kind(wanted));
    if (kind != null) {
      collect(kind, parameters(wanted), 0, found);
    }
    return found;
  }

  /**
   * The groups whose capability the held one covers, in the order of their texts. If there are very
   * many, which takes as many agents with parameters of their own, some are left out.
   */
  List<CapabilityGroup> within(Capability held) {
    List<CapabilityGroup> found = new ArrayList<>();
    Node kind = kinds.get(kind(held));
    if (kind != null) {
      collectAll(kind, found);
    }
    found.removeIf(group -> !held.covers(group.capability()));
    found.sort(Comparator.comparing(CapabilityGroup::capability));
    return found;
  }

  private static void collectAll(Node node, List<CapabilityGroup> found) {
    if (found.size() >= MOST_WITHIN) {
      return;
    }
    if (node.group != null) {
      found.add(node.group);
    }
    node.children.values().forEach(child -> collectAll(child, found));
  }

  /** Forgets the group if it has no agents left. */
  void prune(CapabilityGroup group) {
    String kind = kind(group.capability());
    Node root = kinds.get(kind);
    if (group.size() > 0 || root == null) {
      return;
    }
    prune(root, parameters(group.capability()).iterator(), group);
    if (root.isEmpty()) {
      kinds.remove(kind);
    }
  }

  private static void prune(Node node, Iterator<String> path, CapabilityGroup group) {
    if (!path.hasNext()) {
      node.group = node.group == group ? null : node.group;
      return;
    }
    String parameter = path.next();
    Node child = node.children.get(parameter);
    if (child != null) {
      prune(child, path, group);
      if (child.isEmpty()) {
        node.children.remove(parameter);
      }
    }
  }

  private static void collect(
      Node node, List<String> parameters, int from, List<CapabilityGroup> found) {
    if (node.group != null) {
      found.add(node.group);
    }
    for (int at = from; at < parameters.size() && !node.children.isEmpty(); at++) {
      Node child = node.children.get(parameters.get(at));
      if (child != null) {
        collect(child, parameters, at + 1, found);
      }
    }
  }

  private static String kind(Capability capability) {
    return capability.name() + "@" + capability.version();
  }

  private static List<String> parameters(Capability capability) {
    List<String> parameters = new ArrayList<>(capability.parameters().size());
    capability.parameters().forEach((name, value) -> parameters.add(name + "=" + value));
    return parameters;
  }
}
