/// How soon a model is found that became another one in one region under its old name, and how
/// often a region is falsely accused: the tests of `core.region.likeness` over answers drawn at
/// random. Start at [LikenessStudy].
@NullMarked
package dev.fleetward.testbed.region;

import org.jspecify.annotations.NullMarked;
