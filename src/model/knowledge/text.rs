//! Types that stand as a text in the files of knowledge: serde reads them with their `parse`.

use super::{Condition, OptionPattern, Template};

macro_rules! parsed {
    ($($type:ty),+) => {
        $(impl TryFrom<String> for $type {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text)
            }
        })+
    };
}

parsed!(Condition, OptionPattern, Template);
