package org.bailiwick.ars.search;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bailiwick.ars.description.AgentDescription;
import org.bailiwick.ars.description.AgentDescription.Skill;
import org.bailiwick.ars.description.Descriptions;
import org.bailiwick.ars.search.index.UnsignedText;
import org.bailiwick.ars.search.index.UnsignedTexts;
import org.bailiwick.contract.capability.CapabilitySet;

/** Takes what agents say of themselves from their descriptions. */
@ApplicationScoped
class DescribedTexts implements UnsignedTexts {
  private Descriptions descriptions;

  /** CDI proxies need this constructor. */
  DescribedTexts() {}

  @Inject
  DescribedTexts(Descriptions descriptions) {
    this.descriptions = descriptions;
  }

  @Override
  public Map<String, UnsignedText> of(Map<String, CapabilitySet> signed) {
    Map<String, UnsignedText> texts = new HashMap<>();
    descriptions
        .of(signed.keySet())
        .forEach(
            (identifier, said) -> texts.put(identifier, text(said.within(signed.get(identifier)))));
    return texts;
  }

  static UnsignedText text(AgentDescription said) {
    List<String> texts = new ArrayList<>(said.examples());
    said.description().ifPresent(texts::add);
    for (Skill skill : said.skills()) {
      skill.description().ifPresent(texts::add);
      texts.addAll(skill.examples());
    }
    return new UnsignedText(
        said.title(),
        texts,
        Set.copyOf(said.tags()),
        types(said, Skill::inputTypes),
        types(said, Skill::outputTypes),
        Optional.of(said.summary()));
  }

  private static Set<String> types(AgentDescription said, Function<Skill, List<String>> ofSkill) {
    Set<String> types = new HashSet<>();
    said.skills().forEach(skill -> types.addAll(ofSkill.apply(skill)));
    return types;
  }
}
