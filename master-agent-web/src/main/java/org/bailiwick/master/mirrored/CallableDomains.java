package org.bailiwick.master.mirrored;

import java.util.Optional;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.inventory.KnownDomain;

/** The partner domains to which steps may go now. */
public interface CallableDomains {

  /** The domain with this name, if steps may go there now. */
  Optional<KnownDomain> find(AssetName name);

  /** The code of the reason why {@link #find} has no domain of this name. */
  String whyNot(AssetName name);
}
