/// The pages of the documentation that come from code. Start at [GeneratedDocs].
@NullMarked
package dev.fleetward.app.docs;

import org.jspecify.annotations.NullMarked;
