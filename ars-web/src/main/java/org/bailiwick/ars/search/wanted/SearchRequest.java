package org.bailiwick.ars.search.wanted;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.catalogue.ReviewedCatalogue;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.valuetype.TypeName;

/**
 * The body of a search.
 *
 * @param anyOf capabilities of which an agent must have at least one; empty if that does not matter
 * @param types types of the domain's catalogue that an agent must take or give
 * @param preferred criteria that put an agent before others, and leave none out
 * @param domains the trust domains in which it looks, or {@code *}; empty for this domain alone
 * @param page which part of the hits is asked for
 */
public record SearchRequest(
    SignedCriteria required,
    List<WantedCapability> anyOf,
    List<WantedType> types,
    UnsignedCriteria unsigned,
    SignedCriteria preferred,
    Set<FacetName> facets,
    List<String> domains,
    Page page) {
  private static final int LARGEST_PAGE = 50;
  private static final int USUAL_PAGE = 10;
  private static final int LONGEST_FACET = 30;
  private static final int MOST_DOMAINS = 100;
  private static final int LONGEST_DOMAIN = 255;

  /**
   * A part of the hits.
   *
   * @param digest of everything but the page, so that a page token counts for this search alone
   */
  public record Page(int size, Optional<String> token, String digest) {}

  /**
   * Reads a body.
   *
   * @throws ProblemException malformed-request; the detail names the member
   */
  public static SearchRequest parse(String body) {
    JsonObject object = StrictJson.object(body);
    SearchMembers members = SearchMembers.ofBody(object);
    List<String> defined = new ArrayList<>(List.of("any_of", "prefer", "facets", "domains"));
    defined.addAll(List.of("page_size", "page_token"));
    defined.addAll(SignedCriteria.MEMBERS);
    defined.addAll(UnsignedCriteria.MEMBERS);
    members.requireDefined(defined.toArray(String[]::new));
    SearchRequest read =
        new SearchRequest(
            SignedCriteria.read(members),
            members.list("any_of", SignedCriteria.MOST_CAPABILITIES, WantedCapability::read),
            WantedType.read(members),
            UnsignedCriteria.read(members),
            members.members("prefer").map(SearchRequest::preferred).orElse(SignedCriteria.NONE),
            facets(members),
            List.copyOf(members.texts("domains", MOST_DOMAINS, LONGEST_DOMAIN)),
            new Page(
                members.number("page_size", 1, LARGEST_PAGE).orElse(USUAL_PAGE),
                members.text("page_token"),
                digest(object)));
    read.requireNarrow();
    return read;
  }

  /**
   * The same with what the catalogue says of the types.
   *
   * @throws ProblemException malformed-request, naming the types that the catalogue does not have
   */
  public SearchRequest in(ReviewedCatalogue catalogue) {
    List<String> unknown =
        types.stream()
            .map(WantedType::name)
            .filter(name -> catalogue.find(name).isEmpty())
            .map(TypeName::text)
            .distinct()
            .toList();
    if (!unknown.isEmpty()) {
      throw SearchMembers.refused(
          "search-type-unknown",
          "the domain's catalogue has no type " + String.join(", ", unknown));
    }
    List<WantedType> found = types.stream().map(type -> type.in(catalogue)).toList();
    return new SearchRequest(required, anyOf, found, unsigned, preferred, facets, domains, page);
  }

  private static SignedCriteria preferred(SearchMembers members) {
    members.requireDefined(SignedCriteria.MEMBERS.toArray(String[]::new));
    return SignedCriteria.read(members);
  }

  private static Set<FacetName> facets(SearchMembers members) {
    Set<FacetName> facets = EnumSet.noneOf(FacetName.class);
    for (String text : members.texts("facets", FacetName.values().length, LONGEST_FACET)) {
      facets.add(FacetName.parse(text, "facets"));
    }
    return Collections.unmodifiableSet(facets);
  }

  private static String digest(JsonObject body) {
    JsonObjectBuilder search = Json.createObjectBuilder(body);
    search.remove("page_token");
    search.remove("page_size");
    return Sha256.hex(CanonicalJson.of(search.build().toString()));
  }

  /** A search that wants nothing would list the registry, which is for officers and auditors. */
  private void requireNarrow() {
    boolean signed =
        !required.capabilities().isEmpty()
            || !anyOf.isEmpty()
            || !types.isEmpty()
            || required.owner().isPresent()
            || required.locality().isPresent()
            || required.segment().isPresent();
    if (!signed && !unsigned.narrows()) {
      throw SearchMembers.refused(
          "search-empty",
          "a search has at least one of capabilities, any_of, owner, locality, segment, text, tags,"
              + " input_types and output_types");
    }
  }
}
