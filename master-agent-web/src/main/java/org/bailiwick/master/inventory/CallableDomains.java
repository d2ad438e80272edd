package org.bailiwick.master.inventory;

import java.util.Optional;

/** The partner domains to which steps may go now. */
public interface CallableDomains {

  /** The domain with this name, if steps may go there now. */
  Optional<KnownDomain> find(AssetName name);

  /** The code of the reason why {@link #find} has no domain of this name. */
  String whyNot(AssetName name);
}
